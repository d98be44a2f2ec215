import { mount } from 'svelte';
import './tokens.css';
import './base.css';
import App from './app.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app element');
mount(App, { target });
