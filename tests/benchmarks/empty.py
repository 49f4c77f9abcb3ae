"""The page that everything is compared with: nothing but Streamlit."""

import streamlit as st

st.write("leer")
